using System.Text;
using System.Text.Json;

namespace Windsock.Agent.Simulation.KubernetesApi;

/// <summary>Where the next page of a list begins: after an object's key, in the state of one resource version.</summary>
internal sealed record ContinueToken(long ResourceVersion, string AfterNamespace, string AfterName)
{
    public string Encode() => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(this));

    /// <summary>Null when the text is no token.</summary>
    public static ContinueToken? Decode(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<ContinueToken>(Encoding.UTF8.GetString(Convert.FromBase64String(text)));
        }
        catch (Exception error) when (error is FormatException or JsonException)
        {
            return null;
        }
    }
}
