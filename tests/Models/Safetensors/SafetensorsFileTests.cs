using FsCheck.Xunit;
using static TorchSharp.torch;

namespace VanishingGradients.Models.Safetensors;

public sealed class SafetensorsFileTests : IDisposable
{
    private static readonly byte[] Valid = ValidFile();

    private readonly TemporaryFolder _folder = new();

    private string File => _folder["model.safetensors"];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("{}", 1, "the header describes 0 bytes of numbers, but 1 follow it: the file is too long")]
    [InlineData(" {}", 0, "no JSON object")]
    [InlineData("[1]", 0, "no JSON object")]
    [InlineData("{\"a\":1}", 0, "tensor 'a': the header must give 'dtype' as String")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4, "must give 'data_offsets' as Array")]
    [InlineData("{\"a\":{\"dtype\":\"F4\",\"shape\":[1],\"data_offsets\":[0,4]}}", 4, "type 'F4' is not supported; known are F64, F32")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4, "'shape' must hold whole numbers")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1.5],\"data_offsets\":[0,4]}}", 4, "'shape' must hold whole numbers")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,0]}}", 4, "a begin and an end not before it")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4, "a begin and an end not before it")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4, "4 bytes cannot hold type F32 and shape [2]")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296],\"data_offsets\":[0,0]}}", 0, "0 bytes cannot hold")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,0],\"data_offsets\":[0,0]}}", 0, "0 bytes cannot hold")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}", 3, "but 3 follow it: the file is cut off")]
    [InlineData("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8, "a gap")]
    [InlineData(
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[0,2]},\"b\":{\"dtype\":\"U8\",\"shape\":[2],\"data_offsets\":[1,3]}}",
        3,
        "an overlap")]
    [InlineData(
        "{\"a\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[0,1]},\"\\u0061\":{\"dtype\":\"U8\",\"shape\":[],\"data_offsets\":[1,2]}}",
        2,
        "'a'")]
    [InlineData("{\"__metadata__\":{\"a\":1}}", 0, "'__metadata__' must be an object of texts")]
    [InlineData("{\"\\ud800\":{}}", 0, "no valid JSON in UTF-8")]
    [InlineData("{\"a\":", 0, "no valid JSON in UTF-8")]
    public void Open_badHeader_saysFileTensorAndFault(string header, int dataBytes, string expected)
    {
        Save([.. Header(header), .. new byte[dataBytes]]);
        var error = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(File));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.Contains(File, error.Message, StringComparison.Ordinal);
        Assert.Equal(File, error.File);
    }

    [Theory]
    [InlineData(new byte[] { 1, 2, 3 }, "no room for a header")]
    [InlineData(new byte[] { 9, 0, 0, 0, 0, 0, 0, 0, 1, 2 }, "a header of 9 bytes is announced")]
    [InlineData(new byte[] { 1, 225, 245, 5, 0, 0, 0, 0, 1, 2 }, "a header of 100000001 bytes")]
    [InlineData(new byte[] { 255, 255, 255, 255, 255, 255, 255, 255, 1, 2 }, "a header of 18446744073709551615 bytes")]
    [InlineData(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, 0xC3, 0x28 }, "no valid JSON in UTF-8")]
    public void Open_badStart_throws(byte[] bytes, string expected)
    {
        Save(bytes);
        var error = Assert.Throws<SafetensorsException>(() => SafetensorsFile.Open(File));
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_missingFile_throws() => Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(File));

    [Fact]
    public void Item_boolThatIsNeitherZeroNorOne_throws()
    {
        Save([.. Header("{\"a\":{\"dtype\":\"BOOL\",\"shape\":[2],\"data_offsets\":[0,2]}}"), 1, 2]);
        using var file = SafetensorsFile.Open(File);
        Assert.Equal("a", Assert.Throws<SafetensorsException>(() => file["a"]).Tensor);
    }

    [Fact]
    public void Item_unknownName_throws()
    {
        Save(Valid);
        using var file = SafetensorsFile.Open(File);
        var error = Assert.Throws<SafetensorsException>(() => file["weights"]);
        Assert.Contains("there is no such tensor", error.Message, StringComparison.Ordinal);
    }

    /// <summary>A damaged file is refused, or is read as a file that is whole in itself: never is a byte read from outside.</summary>
    [Property(MaxTest = 400)]
    public void Open_flippedBytesOrCutOff_throwsOrReadsWholeFile(int cut, (ushort Place, byte Mask)[] flips)
    {
        var bytes = (byte[])Valid.Clone();
        foreach (var (place, mask) in flips.Take(3))
        {
            bytes[place % bytes.Length] ^= mask;
        }

        Save(cut > 0 ? bytes[..^(cut % bytes.Length)] : bytes);
        try
        {
            using var file = SafetensorsFile.Open(File);
            var end = 0L;
            foreach (var entry in file.Entries.Values.OrderBy(entry => entry.End).ThenBy(entry => entry.Begin))
            {
                using var values = file[entry.Name];
                Assert.Equal(entry.Shape, values.shape);
                Assert.Equal(end, entry.Begin);
                end = entry.End;
            }

            Assert.Equal(DataLength(bytes), end);
        }
        catch (SafetensorsException error)
        {
            Assert.Equal(File, error.File);
        }
    }

    [Fact]
    public void LoadInto_precisionOfTheModule_isKept()
    {
        using var scope = NewDisposeScope();
        var module = nn.Linear(2, 1);
        var (weight, bias) = (tensor(new[] { 0.5, 2 }, [1, 2]), ones(1, dtype: ScalarType.BFloat16));
        SafetensorsWriter.Write(File, new Dictionary<string, Tensor> { ["weight"] = weight, ["bias"] = bias });
        using var file = SafetensorsFile.Open(File);
        file.LoadInto(module);
        Assert.Equal([0.5f, 2, 1], [.. module.weight!.data<float>(), module.bias!.item<float>()]);
        Assert.True(module.weight.requires_grad);
    }

    [Fact]
    public void LoadInto_severalMisfits_listsAllAndChangesNothing()
    {
        using var scope = NewDisposeScope();
        var module = nn.BatchNorm1d(2);
        SafetensorsWriter.Write(File, new Dictionary<string, Tensor>
        {
            ["weight"] = zeros(2),
            ["bias"] = zeros(3),
            ["running_mean"] = zeros(2, dtype: ScalarType.Int64),
            ["scale"] = zeros(1),
        });
        using var file = SafetensorsFile.Open(File);
        var message = Assert.Throws<SafetensorsException>(() => file.LoadInto(module)).Message;
        Assert.Contains("'running_var' is missing", message, StringComparison.Ordinal);
        Assert.Contains("'num_batches_tracked' is missing", message, StringComparison.Ordinal);
        Assert.Contains("'scale' is not in the module", message, StringComparison.Ordinal);
        Assert.Contains("'bias' is Float32 [3] in the file, Float32 [2] in the module", message, StringComparison.Ordinal);
        Assert.Contains("'running_mean' is Int64 [2] in the file, Float32 [2] in the module", message, StringComparison.Ordinal);
        Assert.Equal([1, 1], module.weight!.data<float>().ToArray());
    }

    private static byte[] Header(string json)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(json);
        return [.. BitConverter.GetBytes((long)text.Length), .. text];
    }

    private static byte[] ValidFile() =>
    [
        .. Header(
            """{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2,2],"data_offsets":[0,16]},"""
            + """ "b":{"dtype":"BOOL","shape":[3],"data_offsets":[16,19]},"e":{"dtype":"I64","shape":[0,4],"data_offsets":[19,19]}}"""),
        .. new byte[19],
    ];

    private long DataLength(byte[] bytes) => new FileInfo(File).Length - 8 - BitConverter.ToInt64(bytes);

    private void Save(byte[] bytes) => System.IO.File.WriteAllBytes(File, bytes);
}
