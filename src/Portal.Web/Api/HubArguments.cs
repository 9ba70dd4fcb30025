using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace Portal.Web.Api;

/// <summary>SignalR's JSON protocol, in which the last arguments of a call may be left out: they are undefined then.</summary>
public sealed class HubArguments(IOptions<JsonHubProtocolOptions> options) : IHubProtocol
{
    private readonly JsonHubProtocol _json = new(options);

    public string Name => _json.Name;

    public int Version => _json.Version;

    public TransferFormat TransferFormat => _json.TransferFormat;

    public bool IsVersionSupported(int version) => _json.IsVersionSupported(version);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _json.GetMessageBytes(message);

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _json.WriteMessage(message, output);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        var start = input;
        if (!_json.TryParseMessage(ref input, binder, out message)) { return false; }
        if (message is InvocationBindingFailureMessage failed && Types(binder, failed.Target) is { } types && types.All(type => type == typeof(JsonElement)))
        {
            for (var given = 0; given < types.Count; given++)
            {
                var again = start;
                if (_json.TryParseMessage(ref again, new First(binder, given), out var parsed) && Padded(parsed, types.Count) is { } padded)
                {
                    message = padded;
                    break;
                }
            }
        }
        return true;
    }

    private static IReadOnlyList<Type>? Types(IInvocationBinder binder, string method)
    {
        try { return binder.GetParameterTypes(method); }
        catch (HubException) { return null; }       // there is no such method
    }

    private static HubMessage? Padded(HubMessage message, int count) => message switch
    {
        InvocationMessage call => new InvocationMessage(call.InvocationId, call.Target, Padded(call.Arguments, count), call.StreamIds) { Headers = call.Headers },
        StreamInvocationMessage call => new StreamInvocationMessage(call.InvocationId!, call.Target, Padded(call.Arguments, count), call.StreamIds) { Headers = call.Headers },
        _ => null,
    };

    private static object?[] Padded(object?[] given, int count) => [.. given, .. Enumerable.Repeat<object?>(default(JsonElement), count - given.Length)];

    /// <summary>Expects the first arguments only.</summary>
    private sealed class First(IInvocationBinder binder, int count) : IInvocationBinder
    {
        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [.. binder.GetParameterTypes(methodName).Take(count)];

        public Type GetReturnType(string invocationId) => binder.GetReturnType(invocationId);

        public Type GetStreamItemType(string streamId) => binder.GetStreamItemType(streamId);
    }
}
