namespace VanishingGradients.Finetuning.PolicyGradient;

public sealed class RolloutTests
{
    [Fact]
    public void New_groupsOfEpisodes_becomeOneStreamWithStarts()
    {
        var rollout = new Rollout([[Episodes.Of([0, 1]), Episodes.Of([2])], [Episodes.Of([0, 0, 3])]]);
        Assert.Equal([0, 1, 2, 0, 0, 3], rollout.Rewards);
        Assert.Equal([true, false, true, true, false, false], rollout.EpisodeStarts);
        Assert.Equal([0, 0, 1], rollout.Groups);
        Assert.Equal([1.0, 2, 3], rollout.Returns(rollout.Rewards));
        Assert.Equal([7.0, 7, 8, 9, 9, 9], rollout.OfEpisodes([7, 8, 9]));
        Assert.Null(rollout.NextValue);
    }

    [Fact]
    public void EpisodeWeights_unequalLengths_giveEveryEpisodeTheSame()
    {
        var rollout = new Rollout([[Episodes.Of([0, 0, 0]), Episodes.Of([0])]]);
        var weights = rollout.EpisodeWeights();
        Assert.Equal([4.0 / 6, 4.0 / 6, 4.0 / 6, 2], weights, (a, b) => Math.Abs(a - b) < 1e-12);
        Assert.Equal(4, weights.Sum(), 1e-12);
    }

    [Theory]
    [InlineData(2, null)]
    [InlineData(3, 40.0)]
    [InlineData(4, 50.0)]
    [InlineData(9, null)]
    public void New_cutWithinAnEpisode_remembersTheValueAfterTheCut(int transitions, double? next)
    {
        var rollout = new Rollout([[Episodes.Of([0, 1], [10, 20])], [Episodes.Of([0, 0, 3], [30, 40, 50])]], transitions);
        Assert.Equal(Math.Min(transitions, 5), rollout.Transitions.Length);
        Assert.Equal(next, rollout.NextValue);
        Assert.Equal(transitions == 2 ? 1 : 2, rollout.Episodes.Count);
    }

    [Fact]
    public void New_numberThatIsNotFinite_saysWhereAndWhat()
    {
        var message = Assert.Throws<ArgumentException>(() => new Rollout([[Episodes.Of([1]), Episodes.Of([1, double.NaN])]])).Message;
        Assert.Contains("Rewards of action 1", message, StringComparison.Ordinal);
    }

    [Fact]
    public void New_episodesWithAndWithoutValues_throws() =>
        Assert.Contains("Values", Assert.Throws<ArgumentException>(() => new Rollout([[Episodes.Of([1], [1]), Episodes.Of([1])]])).Message, StringComparison.Ordinal);
}
