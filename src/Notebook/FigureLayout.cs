using System.Text.Json.Nodes;

namespace VanishingGradients.Notebook;

/// <summary>Turns a plan into the description that <see cref="PlotlyBridge"/> draws: traces on numbered axes, and plotly's
/// layout.</summary>
internal sealed class FigureLayout
{
    private const int DefaultWidth = 700;
    private const int DefaultHeight = 420;
    private const int DefaultPanelHeight = 290;
    private const int RightMargin = 24;
    private const int GapBetweenColumns = 78;
    private const int GapBetweenRows = 84;
    private const int TitleHeight = 40;
    private const int PanelTitleHeight = 26;
    private const int LegendRowHeight = 22;
    private const string Ink = "#222";

    private readonly FigurePlan _plan;
    private readonly JsonObject _layout;
    private readonly JsonArray _annotations = [];
    private readonly JsonArray _shapes = [];
    private readonly JsonArray _traces = [];
    private readonly HashSet<string> _inLegend = [];
    private readonly int _width;
    private readonly int _height;
    private readonly int _top;
    private readonly int _rows;
    private readonly int _left;
    private readonly int _bottom;

    private FigureLayout(FigurePlan plan)
    {
        _plan = plan;
        _width = plan.Width ?? DefaultWidth;
        _rows = (plan.Panels.Count + plan.Columns - 1) / plan.Columns;
        // Images have no ticks and axis titles to make room for.
        (_left, _bottom) = plan.Panels.All(panel => panel.Drawing is ImageDrawing) ? (RightMargin, 10) : (66, 54);
        var titled = plan.Panels.Any(panel => panel.Title is not null);
        var legend = plan.Legend && plan.Names.Count > 1;
        _top = (plan.Title is null ? 14 : TitleHeight) + (titled ? PanelTitleHeight : 0) + (legend ? LegendRows() * LegendRowHeight : 0);
        _height = plan.Height ?? NaturalHeight();
        _layout = new JsonObject
        {
            ["width"] = _width,
            ["height"] = _height,
            ["margin"] = new JsonObject { ["l"] = _left, ["r"] = RightMargin, ["t"] = _top, ["b"] = _bottom },
            ["font"] = new JsonObject { ["family"] = "Segoe UI, Helvetica, Arial, sans-serif", ["size"] = 13, ["color"] = Ink },
            ["paper_bgcolor"] = "#fff",
            ["plot_bgcolor"] = "#fff",
            ["hovermode"] = "closest",
            ["barmode"] = "group",
            ["showlegend"] = legend,
            ["legend"] = new JsonObject
            {
                ["orientation"] = "h",
                ["x"] = 0,
                ["xanchor"] = "left",
                ["y"] = 1 + (titled ? PanelTitleHeight : 0) / PlotHeight,
                ["yanchor"] = "bottom",
                ["tracegroupgap"] = 0,
            },
        };
        if (plan.Title is not null)
        {
            _layout["title"] = new JsonObject
            {
                ["text"] = plan.Title,
                ["font"] = new JsonObject { ["size"] = 16 },
                ["x"] = 0,
                ["xref"] = "paper",
                ["xanchor"] = "left",
                ["y"] = 1 - 12.0 / _height,
                ["yref"] = "container",
                ["yanchor"] = "top",
            };
        }

        for (var i = 0; i < plan.Panels.Count; i++)
            Place(plan.Panels[i], i);
        _layout["annotations"] = _annotations;
        _layout["shapes"] = _shapes;
    }

    private double PlotWidth => _width - _left - RightMargin;

    private double PlotHeight => Math.Max(1, _height - _top - _bottom);

    /// <summary>The description of a figure.</summary>
    public static string Describe(FigurePlan plan)
    {
        var made = new FigureLayout(plan);
        return new JsonObject { ["traces"] = made._traces, ["layout"] = made._layout }.ToJsonString();
    }

    private int NaturalHeight()
    {
        if (_rows == 1 && _plan.Columns == 1)
            return _plan.Panels[0].Drawing.Height((int)PlotWidth) is { } height ? height + _top + _bottom : DefaultHeight;
        return _top + _bottom + _rows * (DefaultPanelHeight - PanelTitleHeight) - GapBetweenRows / 2;
    }

    private int LegendRows()
    {
        // Plotly wraps a horizontal legend by itself but does not make room for it; a letter is about 7 pixels wide.
        double[] widths = [.. _plan.Names.Select(name => 46 + 6.8 * name.Length)];
        if (widths.Sum() <= PlotWidth)
            return 1;
        // Once it wraps, every entry takes the room of the widest.
        var inRow = Math.Max(1, (int)(PlotWidth / widths.Max()));
        return (widths.Length + inRow - 1) / inRow;
    }

    private void Place(Panel panel, int index)
    {
        var number = index == 0 ? "" : $"{index + 1}";
        var traces = panel.Drawing.Traces(panel.X, panel.Y, _plan.ColorOf).ToArray();
        foreach (var trace in traces)
        {
            trace.Style["xaxis"] = "x" + number;
            trace.Style["yaxis"] = "y" + number;
            var edgeOfBand = trace.Style["showlegend"] is not null;
            if (trace.Style["legendgroup"] is { } group && !edgeOfBand)
                trace.Style["showlegend"] = _inLegend.Add((string)group!);
            _traces.Add(trace.ToJson());
        }

        var (x, y) = Domains(index);
        var (moreX, moreY) = panel.Drawing.AxisProperties;
        var xAxis = AxisOf(panel.X, x, traces.SelectMany(trace => trace.X), panel.Lines.Where(line => !line.Horizontal), moreX);
        var yAxis = AxisOf(panel.Y, y, traces.SelectMany(trace => trace.Y), panel.Lines.Where(line => line.Horizontal), moreY);
        xAxis["anchor"] = "y" + number;
        yAxis["anchor"] = "x" + number;
        if (panel.Drawing.NamedColumns)
            xAxis["type"] = "category";
        _layout["xaxis" + number] = xAxis;
        _layout["yaxis" + number] = yAxis;

        foreach (var line in panel.Lines)
            _shapes.Add(Shape(line, number));
        if (panel.Title is not null)
            _annotations.Add(Text(panel.Title, "paper", "paper", x.From, y.To, "left", 14));
        if (panel.Drawing is ImageDrawing images)
        {
            foreach (var (atX, atY, text) in images.Labels())
                _annotations.Add(Text(text, "x" + number, "y" + number, atX, atY, "center", 11));
        }
    }

    private ((double From, double To) X, (double From, double To) Y) Domains(int index)
    {
        var (row, column) = (index / _plan.Columns, index % _plan.Columns);
        var width = (PlotWidth - (_plan.Columns - 1) * GapBetweenColumns) / _plan.Columns;
        var height = (PlotHeight - (_rows - 1) * GapBetweenRows) / _rows;
        var (left, top) = (column * (width + GapBetweenColumns), row * (height + GapBetweenRows));
        return ((left / PlotWidth, (left + width) / PlotWidth), (1 - (top + height) / PlotHeight, 1 - top / PlotHeight));
    }

    private static JsonObject AxisOf(Axis axis, (double From, double To) domain, IEnumerable<double> data, IEnumerable<ReferenceLine> lines, string more)
    {
        var made = new JsonObject
        {
            ["type"] = axis.Log ? "log" : "linear",
            ["domain"] = new JsonArray(domain.From, domain.To),
            ["title"] = new JsonObject { ["text"] = axis.Caption, ["standoff"] = 8, ["font"] = new JsonObject { ["size"] = 14 } },
            ["automargin"] = true,
            ["showline"] = true,
            ["linecolor"] = "#444",
            ["gridcolor"] = "#e4e4e4",
            ["zeroline"] = false,
            ["ticks"] = "outside",
            ["tickcolor"] = "#444",
            ["ticklen"] = 4,
            ["exponentformat"] = "power",
        };
        double[] drawn = [.. data.Where(double.IsFinite)];
        // Over two decades and more plotly's extra labels 2 and 5 only crowd the axis.
        if (axis.Log && drawn.Length > 0 && drawn.Max() / drawn.Min() >= 100)
            made["dtick"] = 1;
        if (Range(axis, drawn, [.. lines.Select(line => line.Value)]) is var (from, to))
            made["range"] = new JsonArray(from, to);
        foreach (var (name, value) in JsonNode.Parse(more)!.AsObject())
            made[name] = value!.DeepClone();
        return made;
    }

    /// <summary>The range in axis units where plotly's own choice would not do: ends were asked for, or a reference line lies outside the
    /// data.</summary>
    private static (double From, double To)? Range(Axis axis, double[] data, double[] lines)
    {
        if (data.Length == 0 || (axis.From is null && axis.To is null && lines.All(line => line >= data.Min() && line <= data.Max())))
            return axis is { From: { } low, To: { } high } ? (Scale(low), Scale(high)) : null;

        var (from, to) = (Scale(data.Concat(lines).Min()), Scale(data.Concat(lines).Max()));
        var room = from == to ? 0.5 : 0.06 * (to - from);
        return (axis.From is { } first ? Scale(first) : from - room, axis.To is { } last ? Scale(last) : to + room);

        double Scale(double value) => axis.Log ? Math.Log10(value) : value;
    }

    private static JsonObject Shape(ReferenceLine line, string number)
    {
        var (along, across) = line.Horizontal ? ("x", "y") : ("y", "x");
        var made = new JsonObject
        {
            ["type"] = "line",
            [along + "ref"] = $"{along}{number} domain",
            [along + "0"] = 0,
            [along + "1"] = 1,
            [across + "ref"] = across + number,
            [across + "0"] = line.Value,
            [across + "1"] = line.Value,
            ["line"] = new JsonObject { ["color"] = "#555", ["width"] = 1.5, ["dash"] = "dash" },
        };
        if (line.Label is not null)
        {
            made["label"] = new JsonObject
            {
                ["text"] = line.Label,
                // On the right of a level line, at the foot of an upright one: so two labels do not meet.
                ["textposition"] = line.Horizontal ? "end" : "start",
                ["textangle"] = 0,
                ["yanchor"] = "bottom",
                ["xanchor"] = line.Horizontal ? "right" : "left",
                ["font"] = new JsonObject { ["size"] = 12, ["color"] = "#444" },
            };
        }

        return made;
    }

    private static JsonObject Text(string text, string xref, string yref, double x, double y, string anchor, int size) => new()
    {
        ["text"] = text,
        ["showarrow"] = false,
        ["xref"] = xref,
        ["yref"] = yref,
        ["x"] = x,
        ["y"] = y,
        ["xanchor"] = anchor,
        ["yanchor"] = "bottom",
        ["font"] = new JsonObject { ["size"] = size },
    };
}
