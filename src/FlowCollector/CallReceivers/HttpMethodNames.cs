using System.Collections.Immutable;
using System.Text;

namespace Windsock.FlowCollector.CallReceivers;

/// <summary>The methods that a call may have.</summary>
internal static class HttpMethodNames
{
    /// <summary>By the number of envoy.config.core.v3.RequestMethod.</summary>
    private static readonly ImmutableArray<string> ByNumber = ["", "GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"];

    /// <summary>Empty for a number that is none.</summary>
    public static string Of(uint number) => number < (uint)ByNumber.Length ? ByNumber[(int)number] : "";

    /// <summary>Empty for a method that is not in the list: clients may send any word.</summary>
    public static string Of(ReadOnlySpan<byte> text)
    {
        foreach (var method in ByNumber)
        {
            if (Ascii.Equals(text, method))
            {
                return method;
            }
        }

        return "";
    }
}
