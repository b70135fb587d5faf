using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http;

namespace Windsock.Agent.Web;

/// <summary>Writes a JSON answer that ends with a line break, as people with curl like it.</summary>
internal static class WebAnswer
{
    public static async Task WriteAsync<T>(HttpContext context, int status, T value, JsonTypeInfo<T> type)
    {
        byte[] body = [.. JsonSerializer.SerializeToUtf8Bytes(value, type), (byte)'\n'];
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }
}
