using static TorchSharp.torch;

namespace VanishingGradients.Models.Safetensors;

public sealed class SafetensorsWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["model.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(ScalarType.Float64)]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Int64)]
    [InlineData(ScalarType.Int32)]
    [InlineData(ScalarType.Int16)]
    [InlineData(ScalarType.Int8)]
    [InlineData(ScalarType.Byte)]
    [InlineData(ScalarType.Bool)]
    public void Write_everyType_isReadBack(ScalarType type)
    {
        using var scope = NewDisposeScope();
        var values = tensor(new[] { 0, 1, 5, 0, 1, 100 }, [2, 3]).to(type);
        var (transposed, none) = (values.t(), values[..0]);
        SafetensorsWriter.Write(
            File, new Dictionary<string, Tensor> { ["x"] = values, ["flag"] = tensor(true), ["transposed"] = transposed, ["none"] = none });
        using var file = SafetensorsFile.Open(File);
        Assert.True(file["x"].eq(values).all().item<bool>());
        Assert.True(file["transposed"].eq(transposed).all().item<bool>());
        Assert.Equal([0, 3], file["none"].shape);
        Assert.Equal([], file["flag"].shape);
        Assert.Equal((type, true), (file["x"].dtype, file["flag"].item<bool>()));
    }

    [Fact]
    public void Write_metadataAndNamesOfAnyScript_areReadBack()
    {
        using var values = ones(2);
        SafetensorsWriter.Write(
            File,
            new Dictionary<string, Tensor> { ["Gewicht ß \"1\" 😀"] = values },
            new Dictionary<string, string> { ["größe"] = "é\n" });
        using var file = SafetensorsFile.Open(File);
        Assert.Equal("Gewicht ß \"1\" 😀", Assert.Single(file.Entries).Key);
        Assert.Equal("é\n", file.Metadata["größe"]);
    }

    [Fact]
    public void Write_sameTensorsInAnotherOrder_givesTheSameBytes()
    {
        using var scope = NewDisposeScope();
        var (wide, narrow) = (ones(3, dtype: ScalarType.Float64), ones(1, dtype: ScalarType.Int8));
        SafetensorsWriter.Write(File, new Dictionary<string, Tensor> { ["a"] = narrow, ["b"] = wide });
        var first = System.IO.File.ReadAllBytes(File);
        SafetensorsWriter.Write(File, new Dictionary<string, Tensor> { ["b"] = wide, ["a"] = narrow });
        Assert.Equal(first, System.IO.File.ReadAllBytes(File));
        Assert.Equal(0, BitConverter.ToInt64(first) % 8);
        using var file = SafetensorsFile.Open(File);
        Assert.Equal(0, file.Entries["b"].Begin);
    }

    [Fact]
    public void Write_errorMidway_keepsTheEarlierFileAndLeavesNothing()
    {
        using var kept = ones(1);
        SafetensorsWriter.Write(File, new Dictionary<string, Tensor> { ["kept"] = kept });
        var whole = System.IO.File.ReadAllBytes(File);
        using var withoutNumbers = ones(1, device: META);
        var both = new Dictionary<string, Tensor> { ["a"] = kept, ["b"] = withoutNumbers };
        Assert.ThrowsAny<Exception>(() => SafetensorsWriter.Write(File, both));
        Assert.Equal(whole, System.IO.File.ReadAllBytes(File));
        Assert.Equal(["model.safetensors"], _folder.Files());
    }

    [Fact]
    public void Write_reservedNameOrUnknownType_throws()
    {
        using var values = ones(1);
        using var complex = ones(1, dtype: ScalarType.ComplexFloat32);
        var reserved = new Dictionary<string, Tensor> { ["__metadata__"] = values };
        var unknown = new Dictionary<string, Tensor> { ["a"] = complex };
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(File, reserved));
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write(File, unknown));
        Assert.Empty(_folder.Files());
    }
}
