using Windsock.Model.Metrics;

namespace Windsock.Exporter.FlowLog;

/// <summary>The books of one output, in flow events: <c>offered = written + filtered + dropped + waiting or under way</c>. Any thread.</summary>
internal sealed class FlowLogBooks(string output)
{
    private readonly Counter _offered = new();
    private readonly Counter _written = new();
    private readonly Counter _filtered = new();
    private readonly Counter _records = new();
    private readonly Counter _bytes = new();
    private readonly Counter[] _dropped = [.. Enum.GetValues<FlowLogDrop>().Select(_ => new Counter())];

    public string Output { get; } = output;

    public long Offered => _offered.Value;

    public long Written => _written.Value;

    public long Filtered => _filtered.Value;

    public long Records => _records.Value;

    public long Bytes => _bytes.Value;

    public long DroppedBecause(FlowLogDrop reason) => _dropped[(int)reason].Value;

    public void CountOffered(int flows) => _offered.Add(flows);

    public void CountDropped(FlowLogDrop reason, int flows) => _dropped[(int)reason].Add(flows);

    /// <param name="flows">All of the group.</param>
    public void Count(in FlowLogTally tally, int flows)
    {
        _records.Add(tally.Records);
        _bytes.Add(tally.Bytes);
        _filtered.Add(tally.Filtered);
        _written.Add(tally.Written);
        CountDropped(tally.Reason, flows - tally.Written - tally.Filtered);
    }
}
