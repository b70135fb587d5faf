namespace Windsock.Model.Flows;

/// <summary>The 128 bits of a flow's <c>uuid</c>. Hubble before 1.14 sends none: then <c>default</c>, and the source that
/// needs to recognise the flow again derives an id from its bytes.</summary>
public readonly record struct FlowId(ulong High, ulong Low)
{
    public bool IsNone => High == 0 && Low == 0;
}
