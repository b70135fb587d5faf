using System.Text;

namespace Windsock.Exporter.Alerts.Http;

/// <summary>A secret of one line in a file. Read for each attempt, which costs nothing at the pace of alerts and never misses a rotation.</summary>
/// <param name="path">Of the file.</param>
/// <param name="key">Of the configuration, for the mend.</param>
internal sealed class SecretFile(string path, string key)
{
    /// <summary>The longest headers that servers take are half as long.</summary>
    public const int MaxBytes = 16 * 1024;

    /// <summary>The content without the line break that editors and shells end a file with. Never empty, no control characters.</summary>
    /// <exception cref="SecretException">The file is missing, cannot be read, is empty, too long or not one line.</exception>
    public string Read()
    {
        var text = ReadText().TrimEnd('\r', '\n').TrimStart('\uFEFF');
        return text.Length == 0 ? throw Unusable("is empty", "write the secret into it")
            : text.Any(char.IsControl) ? throw Unusable("must hold one line, and has control characters or more lines in it", "write the secret alone into it")
            : text;
    }

    /// <summary>An address of a receiver.</summary>
    /// <exception cref="SecretException">As <see cref="Read"/>, or it is no address.</exception>
    public Uri ReadAddress()
    {
        var address = ReceiverAddress.Parse(Read().Trim(), out _);
        return address ?? throw Unusable("does not hold an address with https or http, without user and password", "write the whole address of the receiver into it");
    }

    /// <summary>A value that a header can carry.</summary>
    /// <exception cref="SecretException">As <see cref="Read"/>, or it has other letters than ASCII.</exception>
    public string ReadHeader()
    {
        var value = Read().Trim();
        return value.Length > 0 && value.All(letter => letter is >= ' ' and <= '~') ? value : throw Unusable("holds letters that no header can carry", "write the value alone into it");
    }

    private string ReadText()
    {
        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MaxBytes + 1];
            var read = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return read <= MaxBytes
                ? Encoding.UTF8.GetString(bytes.AsSpan(0, read))
                : throw Unusable($"is longer than {MaxBytes} bytes", "it is not a secret of one line: name another file");
        }
        catch (Exception failure) when (failure is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Unusable("is missing", "put the secret there, or name another file");
        }
        catch (UnauthorizedAccessException)
        {
            throw Unusable("may not be read by the agent", "allow its user to read it");
        }
        catch (IOException failure)
        {
            throw Unusable($"cannot be read ({failure.Message.ReplaceLineEndings(" ")})", "put the secret there, or name another file");
        }
    }

    private SecretException Unusable(string what, string mend) => new($"{key}: file '{path}' {what}: {mend}");
}
