using Windsock.Exporter.Prometheus.Series;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Prometheus.Flows;

/// <summary>What identities a task's pods run with. Flow events do not carry a SPIFFE id: it stays empty until a source does.</summary>
internal sealed class IdentityCells(SeriesTable table, SeriesFamily family)
{
    private static readonly (string, string) Rest = (LabelText.Other, LabelText.Other);

    public void Note(TaskBlock task, Owner owner)
    {
        if (owner.ServiceAccount.Length > 0 || owner.CloudIdentity.Length > 0)
        {
            Create(task, task.IsRest ? Rest : (LabelText.Clean(owner.ServiceAccount), LabelText.Clean(owner.CloudIdentity)));
        }
    }

    private void Create(TaskBlock task, (string ServiceAccount, string CloudIdentity) identity)
    {
        if (task.Identities?.ContainsKey(identity) == true)
        {
            return;
        }

        var home = table.HomeFor(task, family, block => block.Identities?.ContainsKey(Rest) == true);
        if (!ReferenceEquals(home, task))
        {
            Create(home, Rest);
            return;
        }

        var labels = LabelSuffix.Of(("service_account", identity.ServiceAccount), ("spiffe_id", ""), ("cloud_identity", identity.CloudIdentity));
        var series = new CounterSeries(task, labels);
        series.SetToOne();
        (task.Identities ??= [])[identity] = series;
        SeriesTable.Enter(family, series);
    }
}
