using Windsock.Model.Flows;

namespace Windsock.Evaluation.Traces.Clusters;

/// <summary>How a task uses one target.</summary>
internal sealed record PeerUse
{
    public required Target Target { get; init; }

    /// <summary>Of using it in a run at all.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>Median of connections in a run that uses it.</summary>
    public double Connections { get; init; } = 1;

    /// <summary>Standard deviation of the logarithm of that number.</summary>
    public double Spread { get; init; } = 0.2;

    /// <summary>Median of bytes that one connection sends.</summary>
    public double SentBytes { get; init; } = 4_000;

    public double ReceivedBytes { get; init; } = 40_000;

    public double ByteSpread { get; init; } = 0.4;

    /// <summary>Only on the last two days of 30.</summary>
    public bool OnlyAtMonthEnd { get; init; }

    /// <summary>Only by tries after the first one.</summary>
    public bool OnlyInRetries { get; init; }

    /// <summary>The first request of a run is answered 401 and repeated with a token: how many clients log in.</summary>
    public bool BeginsWith401 { get; init; }

    /// <summary>In use from a deploy on.</summary>
    public Instant From { get; init; } = Instant.Missing;

    /// <summary>In use until a deploy.</summary>
    public Instant Until { get; init; } = Instant.Never;

    public double UsualConnections => Probability * Connections;

    public double UsualSentBytes => UsualConnections * SentBytes * Math.Exp(ByteSpread * ByteSpread / 2);
}
