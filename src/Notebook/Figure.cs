using System.Numerics;

namespace VanishingGradients.Notebook;

/// <summary>A chart for notebooks, made by Plotly.NET. Immutable: every <c>With</c> method returns a changed copy.</summary>
/// <remarks>
/// A figure is shown by being the last expression of a cell. Its output bundle is plotly JSON, HTML that works without a network, and a
/// static picture where a Chromium is installed (see <see cref="SavePng"/>). Texts may hold plotly's small HTML, such as
/// <c>&lt;sub&gt;</c>. Values that have no place on an axis are drawn as gaps: see <see cref="Series"/>.
/// </remarks>
[TypeFormatterSource(typeof(FigureFormatters))]
public sealed partial class Figure
{
    private const int DefaultBins = 30;

    private readonly FigurePlan? _plan;
    private readonly Lazy<string> _json;
    private readonly Lazy<byte[]?> _picture;
    private readonly Lazy<string> _html;

    private Figure(FigurePlan? plan, string? title, Func<string> json)
    {
        _plan = plan;
        Title = title;
        _json = new Lazy<string>(json);
        _picture = new Lazy<byte[]?>(MakePicture);
        _html = new Lazy<string>(MakeHtml);
    }

    /// <summary>The title over the figure; null for none.</summary>
    public string? Title { get; }

    /// <summary>Lines over numbers, such as a reward over steps.</summary>
    /// <param name="series">One line each, drawn in the order given.</param>
    /// <exception cref="ArgumentException">No series, two of the same name, or one without a drawable point.</exception>
    public static Figure Lines(params Series[] series) => Of(new PointDrawing(Checked(series), Lines: true));

    /// <summary>Points, such as one per input of a census.</summary>
    /// <param name="series">One group of points each.</param>
    /// <exception cref="ArgumentException">No series, two of the same name, or one without a drawable point.</exception>
    public static Figure Scatter(params Series[] series) => Of(new PointDrawing(Checked(series), Lines: false));

    /// <summary>How often values occur, in 30 bins shared by all series.</summary>
    /// <param name="series">The y values of each are counted.</param>
    /// <exception cref="ArgumentException">No series, two of the same name, or one without a drawable value.</exception>
    public static Figure Histogram(params Series[] series) => Histogram(DefaultBins, series);

    /// <summary>How often values occur. Bins have equal width or, after <c>WithX(log: true)</c>, equal ratio.</summary>
    /// <param name="bins">Number of bins, at least 1, shared by all series.</param>
    /// <param name="series">The y values of each are counted.</param>
    /// <exception cref="ArgumentException">No series, two of the same name, one without a drawable value, or no bin.</exception>
    public static Figure Histogram(int bins, params Series[] series)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bins, 1);
        return Of(new HistogramDrawing(Checked(series), bins)).WithY("count");
    }

    /// <summary>Bars over named columns, side by side for several series.</summary>
    /// <param name="columns">A name for each column.</param>
    /// <param name="series">The y values are the heights, one for each column; a band is drawn as whiskers.</param>
    /// <exception cref="ArgumentException">No series, or one with more or fewer values than there are columns.</exception>
    public static Figure Bars(IEnumerable<string> columns, params Series[] series)
    {
        string[] names = [.. columns];
        foreach (var one in Checked(series))
        {
            if (one.Y.Count != names.Length)
                throw new ArgumentException(
                    $"Series '{one.Name}' has {one.Y.Count} values for {names.Length} columns; give one for each.", nameof(series));
        }

        return Of(new BarDrawing(names, series));
    }

    /// <summary>A matrix as coloured cells, its first row on top; where values have both signs, zero is white.</summary>
    /// <typeparam name="T">Any number type.</typeparam>
    /// <param name="values">The matrix [rows, columns]; a value that is not finite leaves its cell empty.</param>
    /// <param name="rows">A name for each row; null for 0, 1, 2 and so on.</param>
    /// <param name="columns">A name for each column; null for 0, 1, 2 and so on.</param>
    /// <param name="meaning">What the colours mean, with unit.</param>
    /// <exception cref="ArgumentException">The matrix is empty or the names do not fit it.</exception>
    public static Figure HeatMap<T>(T[,] values, IEnumerable<string>? rows = null, IEnumerable<string>? columns = null, string? meaning = null)
        where T : INumberBase<T>
    {
        var (height, width) = (values.GetLength(0), values.GetLength(1));
        if (values.Length == 0)
            throw new ArgumentException($"The matrix has shape [{height}, {width}]; a heat map needs at least one cell.", nameof(values));
        return Of(new HeatMapDrawing(
            [.. Enumerable.Range(0, height).Select(row => Series.Doubles(Enumerable.Range(0, width).Select(column => values[row, column])))],
            Names(rows, height, "rows"),
            Names(columns, width, "columns"),
            meaning));

        static string[] Names(IEnumerable<string>? names, int count, string what)
        {
            string[] made = names is null ? [.. Enumerable.Range(0, count).Select(i => $"{i}")] : [.. names];
            return made.Length == count
                ? made
                : throw new ArgumentException($"The matrix has {count} {what} but {made.Length} names for them; give one for each.", what);
        }
    }

    /// <summary>Small greyscale images, for looking at digits: the smallest value of all is black, the largest white.</summary>
    /// <typeparam name="T">Any number type.</typeparam>
    /// <param name="images">The images [height, width].</param>
    /// <param name="captions">A short text above each image; null for none.</param>
    /// <param name="columns">Images in a row.</param>
    /// <exception cref="ArgumentException">No image, or as many captions as do not fit.</exception>
    public static Figure Images<T>(IEnumerable<T[,]> images, IEnumerable<string>? captions = null, int columns = 8)
        where T : INumberBase<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        double[][,] pixels = [.. images.Select(Pixels)];
        string[]? texts = captions is null ? null : [.. captions];
        if (pixels.Length == 0)
            throw new ArgumentException("There is no image to show; give at least one.", nameof(images));
        if (texts is not null && texts.Length != pixels.Length)
            throw new ArgumentException(
                $"There are {pixels.Length} images but {texts.Length} captions; give one for each.", nameof(captions));
        return Of(new ImageDrawing(pixels, texts, columns));

        static double[,] Pixels(T[,] image)
        {
            var made = new double[image.GetLength(0), image.GetLength(1)];
            for (var row = 0; row < made.GetLength(0); row++)
            {
                for (var column = 0; column < made.GetLength(1); column++)
                    made[row, column] = double.CreateChecked(image[row, column]);
            }

            return made;
        }
    }

    /// <summary>Small greyscale images, each given as its pixels row by row.</summary>
    /// <typeparam name="T">Any number type.</typeparam>
    /// <param name="images">The pixels of each image, a whole number of rows.</param>
    /// <param name="width">Pixels in a row.</param>
    /// <param name="captions">A short text above each image; null for none.</param>
    /// <param name="columns">Images in a row.</param>
    /// <exception cref="ArgumentException">No image, one whose last row is not full, or as many captions as do not fit.</exception>
    public static Figure Images<T>(IEnumerable<T[]> images, int width, IEnumerable<string>? captions = null, int columns = 8)
        where T : INumberBase<T>
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        return Images(images.Select(Fold), captions, columns);

        T[,] Fold(T[] pixels, int index)
        {
            if (pixels.Length == 0 || pixels.Length % width != 0)
                throw new ArgumentException(
                    $"Image {index} has {pixels.Length} pixels, which is no whole number of rows of {width}.", nameof(images));
            var made = new T[pixels.Length / width, width];
            for (var i = 0; i < pixels.Length; i++)
                made[i / width, i % width] = pixels[i];
            return made;
        }
    }

    /// <summary>Panels in rows, with one legend for all: the same series name has the same colour in every panel.</summary>
    /// <param name="columns">Panels in a row; 1 or 2 stay readable at 700 pixels.</param>
    /// <param name="figures">The panels, row by row; their titles become panel titles.</param>
    /// <exception cref="ArgumentException">No figure, or one that has panels already or was given as plotly JSON.</exception>
    public static Figure Grid(int columns, params Figure[] figures)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 1);
        if (figures.Length == 0)
            throw new ArgumentException("A grid needs at least one figure.", nameof(figures));
        if (figures.Any(figure => figure._plan is not { Panels.Count: 1 }))
            throw new ArgumentException("A grid is made of figures with one panel each; neither a grid nor a figure from plotly JSON can be a panel.", nameof(figures));
        return Of(new FigurePlan([.. figures.Select(figure => figure._plan!.Panels[0] with { Title = figure.Title })])
        {
            Columns = Math.Min(columns, figures.Length),
        });
    }

    /// <summary>A figure made elsewhere.</summary>
    /// <param name="json">A JSON object with "data" and "layout" as plotly reads it.</param>
    /// <exception cref="ArgumentException">The text is no JSON object with an array "data".</exception>
    public static Figure FromPlotlyJson(string json)
    {
        var (made, title) = PlotlyJson.Read(json);
        return new Figure(null, title, () => made);
    }

    private static Figure Of(Drawing drawing) => Of(new FigurePlan([new Panel(drawing)]));

    private static Figure Of(FigurePlan plan)
    {
        // Described at once, so that an error is raised where the mistake is and not where the figure is shown.
        var description = FigureLayout.Describe(plan);
        return new Figure(plan, plan.Title, () => ChartContext.Draw(description));
    }

    private static Series[] Checked(Series[] series)
    {
        if (series.Length == 0)
            throw new ArgumentException("There is no series to draw; give at least one.", nameof(series));
        if (series.GroupBy(one => one.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two series are named '{twice.Key}'; give each its own name.", nameof(series));
        return series;
    }
}
