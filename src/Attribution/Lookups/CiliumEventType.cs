namespace Windsock.Attribution.Lookups;

/// <summary>Cilium's message types that matter here (flow.CiliumEventType.type).</summary>
internal static class CiliumEventType
{
    public const byte Trace = 4;
}
