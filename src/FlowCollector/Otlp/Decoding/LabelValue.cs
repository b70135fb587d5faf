namespace Windsock.FlowCollector.Otlp.Decoding;

/// <summary>What one label of a record says.</summary>
internal struct LabelValue
{
    /// <summary>The record has the key.</summary>
    public bool IsGiven;

    public bool IsNumber;

    /// <summary>Where the text begins in the record, and its length in bytes; 0 for a number, and when the proxy wrote that it has none.</summary>
    public int Start;

    /// <inheritdoc cref="Start"/>
    public int Length;

    /// <summary>When it came as a number.</summary>
    public long Number;
}
