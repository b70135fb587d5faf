using Windsock.FlowCollector.Cluster.Access;

namespace Windsock.FlowCollector.CloudLogging.Tokens;

/// <summary>Keys in a file. It is read for every request, which is cheap and misses no rotation, and understood anew when it has changed.</summary>
internal sealed class FileIssuerKeys(string path, CloudLoggingCounts counts) : IIssuerKeys
{
    private readonly SecretText _file = SecretText.File(path);
    private volatile Reading? _last;

    public ValueTask<IssuerKeySet> GetAsync(string keyId, CancellationToken gone)
    {
        try
        {
            var text = _file.Read();
            var reading = _last is { } last && last.Text == text ? last : Understand(text);
            return reading.Keys is { } keys ? ValueTask.FromResult(keys) : throw new IOException($"{_file.Origin} (audit.pubsub.keysFile): {reading.Mistake}");
        }
        catch (CredentialException failure)
        {
            counts.KeyFailures.Add();
            throw new IOException(failure.Message, failure);
        }
    }

    private Reading Understand(string text)
    {
        Reading reading;
        try
        {
            reading = new Reading(text, IssuerKeySet.Parse(text), "");
            counts.KeyFetches.Add();
        }
        catch (FormatException mistake)
        {
            reading = new Reading(text, null, mistake.Message);
            counts.KeyFailures.Add();
        }

        return _last = reading;
    }

    private sealed record Reading(string Text, IssuerKeySet? Keys, string Mistake);
}
