namespace Windsock.Detection.Anomalies;

/// <summary>Looks at tries: at a running one whenever it has done something new, at an ended one when its end stands and whenever
/// something late was learned of it. On the thread of the branch; never throws.</summary>
internal interface ITryInspector
{
    void Inspect(TryView view);
}
