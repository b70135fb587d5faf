namespace Windsock.Agent.Simulation.World.Platform;

/// <summary>Something that Google Cloud writes into its logs.</summary>
/// <param name="InsertId">Its own for every entry.</param>
internal abstract record CloudEntry(string InsertId, DateTimeOffset At)
{
    public const string Project = "demo-project";
    public const string Region = "europe-west1";

    /// <summary>From where the cluster's calls come, to somebody outside it.</summary>
    public const string EgressIp = "198.51.100.200";
}

/// <summary>A service of Cloud Run was called: its request log, which never tells who called.</summary>
/// <param name="Text">What the platform says of a request that never reached the service; empty when it did.</param>
/// <param name="TraceId">That the caller sent, 32 hex digits.</param>
internal sealed record ServiceRequest(
    string InsertId, DateTimeOffset At, string Service, string Method, string Url, int Status, string Text, string TraceId, TimeSpan Latency)
    : CloudEntry(InsertId, At);

/// <summary>An API of the cloud was asked for something: its audit log.</summary>
/// <param name="Host">Of the API (<c>run.googleapis.com</c>).</param>
/// <param name="MethodName"><c>google.cloud.run.v2.Jobs.RunJob</c>.</param>
/// <param name="Principal">The cloud's identity that asked.</param>
/// <param name="Subject">Who borrowed that identity; empty when nobody did.</param>
internal sealed record ControlRequest(
    string InsertId, DateTimeOffset At, string Host, string MethodName, string Resource, string Permission, string Principal, string Subject)
    : CloudEntry(InsertId, At);
