using Microsoft.AspNetCore.Http;

namespace FlexFunctions.LocalHost;

/// <summary>Reads a request's body without ever holding more of it than is allowed, and one byte.</summary>
internal static class BoundedBody
{
    /// <summary>
    /// The body; null if it has more than <paramref name="most"/> bytes, known from its length or by reading.
    /// </summary>
    internal static async Task<byte[]?> ReadAsync(HttpRequest request, int most)
    {
        if (request.ContentLength > most)
            return null;
        var buffer = new byte[(int)(request.ContentLength ?? 4096) + 1];
        var length = 0;
        while (true)
        {
            var read = await request.Body.ReadAsync(buffer.AsMemory(length), request.HttpContext.RequestAborted);
            length += read;
            if (length > most)
                return null;
            if (read == 0)
                return buffer[..length];
            if (length == buffer.Length)
                Array.Resize(ref buffer, Math.Min(buffer.Length * 2, most + 1));
        }
    }
}
