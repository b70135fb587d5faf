namespace Windsock.Exporter.FlowLog;

/// <summary>Some of the fields of a record.</summary>
public readonly record struct FlowFieldSet(ulong Bits)
{
    public static readonly FlowFieldSet All = new(ulong.MaxValue);

    public bool Has(FlowField field) => (Bits & (1UL << (int)field)) != 0;

    public FlowFieldSet With(FlowField field) => new(Bits | (1UL << (int)field));
}
