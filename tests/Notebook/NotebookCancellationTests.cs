namespace VanishingGradients.Notebook;

public sealed class NotebookCancellationTests
{
    [Fact]
    public void Token_follows_the_host_and_is_none_without_one()
    {
        using var source = new CancellationTokenSource();
        AppDomain.CurrentDomain.SetData("VanishingGradients.Cancellation", source.Token);
        try
        {
            Assert.Equal(source.Token, NotebookCancellation.Token);
        }
        finally
        {
            AppDomain.CurrentDomain.SetData("VanishingGradients.Cancellation", null);
        }

        Assert.Equal(CancellationToken.None, NotebookCancellation.Token);
    }
}
