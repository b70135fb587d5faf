using Windsock.Model.Identity;

namespace Windsock.Exporter.Prometheus.Series;

/// <summary>A DAG's share of the budgets, and the block its overflow goes to.</summary>
internal sealed class DagBlock(string @namespace, string dagId, int families, int chunks)
{
    private TaskBlock? _rest;

    public string Namespace { get; } = @namespace;

    public string DagId { get; } = dagId;

    /// <summary>Series that the DAG's tasks own, by family; those of the overflow block are not in it.</summary>
    public int[] Owned { get; } = new int[families];

    /// <summary>Tasks that are alive.</summary>
    public int Tasks { get; set; }

    public bool HasRest => _rest is not null;

    /// <summary>Made when first needed.</summary>
    public TaskBlock Rest => _rest ??= new TaskBlock(new TaskKey(Namespace, DagId, LabelText.Other), this, isRest: true, chunks);
}
