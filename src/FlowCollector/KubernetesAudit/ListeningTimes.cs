using System.Globalization;
using System.Text;
using Windsock.Model.Flows;
using Windsock.Model.State;

namespace Windsock.FlowCollector.KubernetesAudit;

/// <summary>When somebody listened last, over restarts when there is a place for state.</summary>
/// <param name="store">Null: it is known within one run of the agent only.</param>
/// <param name="name">Of the state.</param>
internal sealed class ListeningTimes(IStateStore? store, string name)
{
    /// <summary>First line of the state: its version.</summary>
    private const string Version = "1";

    private Instant? _last;

    /// <summary>Missing when not known.</summary>
    public Instant Last => _last ??= Read();

    public void Note(Instant now)
    {
        _last = now;
        store?.Write(name, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Version}\n{now.UnixNanoseconds}\n")));
    }

    private Instant Read()
    {
        if (store?.Read(name) is not { } content)
        {
            return Instant.Missing;
        }

        if (Encoding.ASCII.GetString(content).Split('\n') is [Version, var text, ..] && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var time))
        {
            return new Instant(time);
        }

        store.SetAside(name, "it is no time at which audit events were listened for");
        return Instant.Missing;
    }
}
