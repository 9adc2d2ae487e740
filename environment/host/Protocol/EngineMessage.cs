using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace VanishingGradients.Host.Protocol;

/// <summary>What front door and engine say to each other, one JSON object per line.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(RunCell), "run")]
[JsonDerivedType(typeof(CancelCell), "cancel")]
[JsonDerivedType(typeof(StreamText), "stream")]
[JsonDerivedType(typeof(DisplayData), "display")]
[JsonDerivedType(typeof(UpdateData), "update")]
[JsonDerivedType(typeof(CellResult), "result")]
[JsonDerivedType(typeof(CellError), "error")]
[JsonDerivedType(typeof(CellFinished), "finished")]
internal abstract record EngineMessage;

/// <summary>To the engine: run this code as cell <paramref name="Number"/>.</summary>
internal sealed record RunCell(int Number, string Code, string Language) : EngineMessage;

/// <summary>To the engine: ask the running cell to stop.</summary>
internal sealed record CancelCell : EngineMessage;

/// <summary>Text the cell wrote; <paramref name="Name"/> is stdout or stderr.</summary>
internal sealed record StreamText(string Name, string Text) : EngineMessage;

/// <summary>Something shown, as a MIME bundle.</summary>
internal sealed record DisplayData(string Id, JsonObject Data) : EngineMessage;

/// <summary>Replaces what was shown under <paramref name="Id"/>.</summary>
internal sealed record UpdateData(string Id, JsonObject Data) : EngineMessage;

/// <summary>The value of the cell's trailing expression, as a MIME bundle.</summary>
internal sealed record CellResult(JsonObject Data) : EngineMessage;

/// <summary>Why the cell failed. <paramref name="Line"/> counts from 1 within the cell, where known.</summary>
internal sealed record CellError(string Name, string Message, IReadOnlyList<string> Traceback, int? Line) : EngineMessage;

/// <summary>The cell is done, well or not.</summary>
internal sealed record CellFinished : EngineMessage;
