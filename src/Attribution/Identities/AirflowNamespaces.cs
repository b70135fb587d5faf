using System.Collections.Frozen;

namespace Windsock.Attribution.Identities;

/// <summary>Where Airflow labels are believed.</summary>
internal sealed class AirflowNamespaces
{
    private readonly FrozenSet<string> _names;
    private readonly bool _everywhere;

    public AirflowNamespaces(IEnumerable<string> names)
    {
        _names = names.ToFrozenSet(StringComparer.Ordinal);
        _everywhere = _names.Contains(AttributionOptions.Everywhere);
    }

    public bool Believe(string name) => _everywhere || _names.Contains(name);
}
