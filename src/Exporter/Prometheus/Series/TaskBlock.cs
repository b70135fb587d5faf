using System.Runtime.CompilerServices;
using Windsock.Exporter.Prometheus.Writing;
using Windsock.Model.Identity;

namespace Windsock.Exporter.Prometheus.Series;

/// <summary>Everything counted for one task, found from a pod by one look-up: two levels of arrays whose second level appears
/// when it is first needed. A cell may hold a series of another block: then this task's events were folded into it.
/// Only the counting thread touches it; readers see <see cref="Prefix"/>.</summary>
internal sealed class TaskBlock
{
    private readonly CounterSeries?[]?[] _chunks;
    private Dictionary<string, CounterSeries>? _peers;
    private Dictionary<TaskIdentity, CounterSeries>? _identities;

    public TaskBlock(TaskKey key, DagBlock dag, bool isRest, int chunks)
    {
        Dag = dag;
        IsRest = isRest;
        _chunks = new CounterSeries?[]?[chunks];
        Prefix =
        [
            .. "{namespace=\""u8, .. EscapedText.Quoted(key.Namespace),
            .. "\",dag_id=\""u8, .. EscapedText.Quoted(key.DagId),
            .. "\",task_id=\""u8, .. EscapedText.Quoted(key.TaskId), (byte)'"',
        ];
    }

    public DagBlock Dag { get; }

    /// <summary>Collects what had no room of its own: <c>task_id="_other"</c>.</summary>
    public bool IsRest { get; }

    /// <summary>Opening brace and the three labels that identify, rendered.</summary>
    public byte[] Prefix { get; }

    /// <summary>Stamp of the last batch that held a flow of this task.</summary>
    public long LastStamp { get; set; }

    public bool IsRemoved { get; set; }

    /// <summary>By direction, or by the place of each histogram of the table; null until the first one.</summary>
    public HistogramSeries?[]? Durations { get; set; }

    /// <summary>By cleaned peer name.</summary>
    public Dictionary<string, CounterSeries> Peers => _peers ??= new Dictionary<string, CounterSeries>(StringComparer.Ordinal);

    /// <summary>By their cleaned texts.</summary>
    public Dictionary<TaskIdentity, CounterSeries> Identities => _identities ??= [];

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public CounterSeries? Cell(int chunk, int cell) => _chunks[chunk]?[cell];

    public void SetCell(int chunk, int cell, int chunkSize, CounterSeries series) => (_chunks[chunk] ??= new CounterSeries?[chunkSize])[cell] = series;
}
