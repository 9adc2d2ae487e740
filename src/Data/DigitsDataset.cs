namespace VanishingGradients.Data;

/// <summary>
/// The UCI digits: 1,797 handwritten digits, 8 x 8 pixels from 0 to 16, embedded in the kit. There is no split into training and test.
/// </summary>
public static class DigitsDataset
{
    /// <summary>Id in the catalogue.</summary>
    public const string Id = "digits";

    /// <summary>Reads all images, in the publisher's order.</summary>
    public static ImageSet Load() => DigitsReader.Read(Id, EmbeddedData.Read(DataCatalogue.BuiltIn.Find(Id).File("digits.csv.gz")));
}
