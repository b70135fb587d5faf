using System.Collections.Immutable;

namespace Windsock.Detection.Alerting;

/// <summary>Says whose a DAG is when Airflow does not. Any thread; must not block or throw.</summary>
public interface IOwnerMap
{
    /// <summary>Empty when nobody is known.</summary>
    ImmutableArray<string> OwnersOf(string dagId);
}
