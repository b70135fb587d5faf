using System.Collections.Immutable;
using System.ComponentModel.DataAnnotations;

namespace Windsock.Agent.Tests.Configuration;

internal sealed class EveryKindOptions
{
    public long Whole { get; set; }

    public int? Maybe { get; set; }

    [Range(0.0, 1.0)]
    public double Ratio { get; set; }

    public bool Flag { get; set; }

    [EnumDataType(typeof(DayOfWeek))]
    public DayOfWeek Rest { get; set; } = DayOfWeek.Sunday;

    /// <summary>Without a setter: no key.</summary>
    public bool IsComputed => Flag;

    public ImmutableArray<DayOfWeek> Day { get; set; } = [];

    public string[] Texts { get; set; } = [];

    public List<TimeSpan> Waits { get; set; } = [];

    public Inner ReadOnly { get; } = new();

    public IReadOnlyList<Inner> Many { get; set; } = [];

    internal sealed class Inner
    {
        [Range(0, 10_000)]
        public int LimitBytes { get; set; }
    }
}
