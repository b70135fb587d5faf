using System.Security.Cryptography;

namespace Windsock.Exporter.AuditTrail.Writing;

/// <summary>Reads a file line by line with a bounded memory, and hashes it on the way.</summary>
internal sealed class TrailLines(Stream file) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private byte[] _buffer = new byte[64 * 1024];
    private int _begin;
    private int _end;
    private bool _isAtEnd;

    /// <summary>Bytes of the lines that were read so far, with their line feeds.</summary>
    public long Position { get; private set; }

    /// <summary>Bytes of the file so far.</summary>
    public long Length { get; private set; }

    /// <summary>The next line without its line feed; valid until the next call.</summary>
    /// <param name="isWhole">False: the file ends without a line feed, or no line of ours is as long; then it is a piece.</param>
    /// <returns>False at the end of the file.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool Read(out ReadOnlySpan<byte> line, out bool isWhole)
    {
        var searched = 0;
        while (true)
        {
            var found = _buffer.AsSpan(_begin + searched, _end - _begin - searched).IndexOf((byte)'\n');
            if (found >= 0)
            {
                return Take(searched + found, 1, out line, out isWhole);
            }

            searched = _end - _begin;
            if (searched > ChainedLine.MaxBytes || (_isAtEnd && searched > 0))
            {
                return Take(searched, 0, out line, out isWhole);
            }

            if (_isAtEnd)
            {
                line = [];
                isWhole = false;
                return false;
            }

            Fill();
        }
    }

    /// <summary>SHA-256 of what was read.</summary>
    public string Hash() => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose()
    {
        _hash.Dispose();
        file.Dispose();
    }

    private bool Take(int length, int feed, out ReadOnlySpan<byte> line, out bool isWhole)
    {
        line = _buffer.AsSpan(_begin, length);
        isWhole = feed > 0 && length <= ChainedLine.MaxBytes;
        _begin += length + feed;
        Position += length + feed;
        return true;
    }

    private void Fill()
    {
        if (_begin > 0)
        {
            _buffer.AsSpan(_begin, _end - _begin).CopyTo(_buffer);
            (_begin, _end) = (0, _end - _begin);
        }

        if (_end == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = file.Read(_buffer, _end, _buffer.Length - _end);
        _isAtEnd = read == 0;
        _hash.AppendData(_buffer, _end, read);
        _end += read;
        Length += read;
    }
}
