namespace FlexFunctions.LocalHost;

/// <summary>The node a peer means: SDKs write <c>q</c>, <c>/q</c> or <c>amqps://host/q</c>.</summary>
internal static class LinkAddress
{
    internal static string NodeOf(string? address)
    {
        if (address is null)
            return "";
        var scheme = address.IndexOf("://", StringComparison.Ordinal);
        if (scheme >= 0)
        {
            var path = address.IndexOf('/', scheme + 3);
            address = path < 0 ? "" : address[path..];
        }
        return address.Trim('/');
    }
}
