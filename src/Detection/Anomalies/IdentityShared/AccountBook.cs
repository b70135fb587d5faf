using System.Text.Json;
using Windsock.Model.Flows;

namespace Windsock.Detection.Anomalies.IdentityShared;

/// <summary>Every service account that tasks run under, and who does. Bounded: the one that was used longest ago goes first. Kept as
/// JSON, version 1.</summary>
internal sealed class AccountBook
{
    private const int MaxAccounts = 4_096;
    private const int MaxText = 512;
    private const int Version = 1;

    private readonly Dictionary<(string Namespace, string Name), AccountMemory> _accounts = [];

    public IReadOnlyDictionary<(string Namespace, string Name), AccountMemory> Accounts => _accounts;

    public AccountMemory Enter(string @namespace, string name)
    {
        if (_accounts.TryGetValue((@namespace, name), out var known))
        {
            return known;
        }

        if (_accounts.Count >= MaxAccounts)
        {
            _accounts.Remove(_accounts.MinBy(account => account.Value.Last.UnixNanoseconds).Key);
        }

        var account = new AccountMemory();
        _accounts.Add((@namespace, name), account);
        return account;
    }

    public byte[] Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartArray("accounts");
            foreach (var (key, account) in _accounts)
            {
                foreach (var (dag, use) in account.Dags)
                {
                    json.WriteStartArray();
                    json.WriteStringValue(key.Namespace);
                    json.WriteStringValue(key.Name);
                    json.WriteStringValue(dag);
                    json.WriteNumberValue(use.First.UnixNanoseconds);
                    json.WriteNumberValue(use.Last.UnixNanoseconds);
                    json.WriteNumberValue(use.Pods);
                    json.WriteEndArray();
                }
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    /// <exception cref="FormatException">It is not what this version writes; nothing was taken in.</exception>
    public void Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            if (document.RootElement.GetProperty("version").GetInt32() != Version)
            {
                throw new FormatException($"its version is not {Version}");
            }

            var uses = document.RootElement.GetProperty("accounts").EnumerateArray()
                .Select(use => (Namespace: Text(use[0]), Name: Text(use[1]), Dag: Text(use[2]), Use: new AccountUse(new Instant(use[3].GetInt64()), new Instant(use[4].GetInt64()), use[5].GetInt32())))
                .ToList();
            foreach (var use in uses)
            {
                Enter(use.Namespace, use.Name).Set(use.Dag, use.Use);
            }
        }
        catch (Exception failure) when (failure is JsonException or KeyNotFoundException or InvalidOperationException or IndexOutOfRangeException)
        {
            throw new FormatException($"it holds no service accounts: {failure.Message}", failure);
        }
    }

    private static string Text(JsonElement json) =>
        json.GetString() is { Length: <= MaxText } text ? text : throw new FormatException($"a text in it is missing or longer than {MaxText} characters");
}
