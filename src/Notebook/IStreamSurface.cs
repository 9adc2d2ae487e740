namespace VanishingGradients.Notebook;

/// <summary>Where texts are shown while they grow.</summary>
internal interface IStreamSurface
{
    /// <summary>Shows a text that has got a token.</summary>
    void Changed(StreamedText text);

    /// <summary>Shows the ends of all: nothing more comes.</summary>
    void End();
}
