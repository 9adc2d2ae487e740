namespace VanishingGradients.Experiments.Claims.Measurements;

/// <summary>How the values of one or several claims are measured.</summary>
internal abstract class ClaimMeasurement
{
    /// <summary>Short name, also of its folder.</summary>
    internal abstract string Id { get; }

    /// <summary>Measures, or goes on where an earlier call stopped.</summary>
    internal abstract Task<Measured> MeasureAsync(Scale scale, MeasurementContext context, CancellationToken cancellation);
}
