namespace Windsock.FlowCollector.MeshMetrics.Exposition;

/// <summary>Takes the series of a page as they come.</summary>
internal interface ISeriesReader
{
    /// <param name="labels">What stands between the braces, with valid syntax; see <see cref="LabelCursor"/>. Of use during the call only.</param>
    /// <param name="value">Finite and not negative.</param>
    void Read(MeshCounter counter, ReadOnlySpan<byte> labels, double value);
}
