using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Platform.Clouds;

/// <summary>Which tries called which services of Cloud Run lately, so that a request whose record names no caller finds its try: the only one
/// that connected to that service shortly before. Bounded; what is old is forgotten.</summary>
internal sealed class ServiceCalls
{
    /// <summary>Calls that are remembered, at most: when there are more, the oldest go, and with them a join.</summary>
    public const int MaxCalls = 16_384;

    /// <summary>A request comes this long after its connection, at most: clients that keep connections open for longer are not found.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(60);

    /// <summary>How far the clocks of nodes and of the cloud may differ.</summary>
    private static readonly TimeSpan Skew = TimeSpan.FromSeconds(2);

    private readonly Queue<(string Host, TaskTry Try, Instant At)> _calls = new();

    public void Add(string host, TaskTry attempt, Instant at)
    {
        _calls.Enqueue((host, attempt, at));
        if (_calls.Count > MaxCalls)
        {
            _calls.Dequeue();
        }
    }

    /// <summary>Null when no try called the service then, or more than one did.</summary>
    public TaskTry? OnlyCaller(string service, Instant at)
    {
        TaskTry? only = null;
        foreach (var (host, attempt, calledAt) in _calls)
        {
            if (calledAt >= at.Add(-Window) && calledAt <= at.Add(Skew) && IsHostOf(service, host))
            {
                if (only is not null && only != attempt)
                {
                    return null;
                }

                only = attempt;
            }
        }

        return only;
    }

    public void ForgetBefore(Instant at)
    {
        while (_calls.TryPeek(out var oldest) && oldest.At < at)
        {
            _calls.Dequeue();
        }
    }

    /// <summary>Hosts of a service: <c>SERVICE-NUMBER.REGION.run.app</c>, <c>SERVICE-HASH-REGION.a.run.app</c>, either with <c>TAG---</c>
    /// before it. Neither number nor hash holds a hyphen, so a service's name is not the start of another's.</summary>
    /// <param name="service">Name of a service, or the host itself.</param>
    public static bool IsHostOf(string service, string host)
    {
        if (service == host)
        {
            return true;
        }

        var dot = host.IndexOf('.', StringComparison.Ordinal);
        var label = dot < 0 ? host.AsSpan() : host.AsSpan(0, dot);
        var tag = label.IndexOf("---");
        label = tag < 0 ? label : label[(tag + 3)..];
        if (service.Length == 0 || label.Length <= service.Length + 1 || !label.StartsWith(service, StringComparison.Ordinal) || label[service.Length] != '-')
        {
            return false;
        }

        var rest = label[(service.Length + 1)..];
        var hyphens = rest.Count('-');
        return host.EndsWith(".a.run.app", StringComparison.Ordinal) ? hyphens == 1 : hyphens == 0;
    }
}
