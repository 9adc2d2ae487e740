namespace Microsoft.DotNet.Interactive;

/// <summary>Something shown below a cell that can still change.</summary>
public sealed class DisplayedValue
{
    private readonly KernelInvocationContext _context;
    private readonly string _id;

    internal DisplayedValue(KernelInvocationContext context, string id)
    {
        _context = context;
        _id = id;
    }

    /// <summary>Shows another value in the same place.</summary>
    /// <param name="updatedValue">Anything.</param>
    /// <param name="mimeTypes">The MIME types wanted; by default those that suit the value.</param>
    public void Update(object? updatedValue, params string[] mimeTypes) => _context.Update(_id, updatedValue, mimeTypes);
}
