using System.Globalization;

namespace Windsock.Detection.Guardrails;

/// <summary>Ports from 1 to 65,535, both ends included.</summary>
public readonly record struct PortRange(ushort First, ushort Last)
{
    public bool Contains(ushort port) => port >= First && port <= Last;

    /// <summary><c>22</c> or <c>6000-6100</c>.</summary>
    public override string ToString() =>
        First == Last ? First.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{First}-{Last}");
}
