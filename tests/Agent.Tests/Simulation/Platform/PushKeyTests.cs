using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Windsock.Agent.Simulation.CloudLogs;

namespace Windsock.Agent.Tests.Simulation.Platform;

public sealed class PushKeyTests
{
    [Fact]
    public void A_token_is_signed_by_the_key_that_the_issuer_publishes()
    {
        using var issuer = new PushKey();
        var parts = issuer.Token(SomeWorld.Noon).Split('.');
        var key = JsonNode.Parse(issuer.KeySet())!["keys"]![0]!;
        using var published = RSA.Create(new RSAParameters { Modulus = Bytes(key["n"]!.GetValue<string>()), Exponent = Bytes(key["e"]!.GetValue<string>()) });
        var header = JsonNode.Parse(Bytes(parts[0]))!;

        Assert.True(published.VerifyData(Encoding.UTF8.GetBytes($"{parts[0]}.{parts[1]}"), Bytes(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        Assert.Equal((key["kid"]!.GetValue<string>(), "RS256"), (header["kid"]!.GetValue<string>(), header["alg"]!.GetValue<string>()));
    }

    [Fact]
    public void A_token_says_for_whom_it_is_of_whom_and_until_when()
    {
        using var issuer = new PushKey();
        var claims = JsonNode.Parse(Bytes(issuer.Token(SomeWorld.Noon).Split('.')[1]))!;

        Assert.Equal(("windsock-demo", "https://accounts.google.com"), (claims["aud"]!.GetValue<string>(), claims["iss"]!.GetValue<string>()));
        Assert.Equal(("pusher@demo-project.iam.gserviceaccount.com", true), (claims["email"]!.GetValue<string>(), claims["email_verified"]!.GetValue<bool>()));
        Assert.Equal(SomeWorld.Noon.ToUnixTimeSeconds() + 3600, claims["exp"]!.GetValue<long>());
    }

    private static byte[] Bytes(string text) => Base64Url.DecodeFromChars(text);
}
