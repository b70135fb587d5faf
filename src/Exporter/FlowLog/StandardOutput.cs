namespace Windsock.Exporter.FlowLog;

/// <summary>Lines on the standard output of the process. Nothing can be taken back there.</summary>
internal sealed class StandardOutput : ILineTarget
{
    private readonly Stream _stream = Console.OpenStandardOutput();

    public string Place => "standard output";

    public string Append(ReadOnlySpan<byte> lines)
    {
        _stream.Write(lines);
        _stream.Flush();
        return "";
    }
}
