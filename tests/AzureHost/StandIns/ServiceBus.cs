using Azure.Core.Amqp;
using Azure.Messaging.ServiceBus;
using FlexFunctions.AzureHost.Settling;
using Grpc.Net.Client;
using Microsoft.Azure.Functions.Worker.Converters;
using Microsoft.Azure.Functions.Worker.Core;
using Microsoft.Azure.Functions.Worker.Extensions.Abstractions;
using Microsoft.Extensions.Configuration;

namespace Microsoft.Azure.Functions.Worker;

// functions/LocalHost/StandIns declares the two types. Here they work in a worker process like those of the package:
// messages arrive as model binding data, and settlements go to the host over gRPC.

[InputConverter(typeof(MessageConverter))]
[ConverterFallbackBehavior(ConverterFallbackBehavior.Default)]
public partial class ServiceBusTriggerAttribute;

[InputConverter(typeof(MessageActionsConverter))]
public partial class ServiceBusMessageActions;

/// <summary>Reads messages: 16 bytes of lock token, then the AMQP message.</summary>
[SupportsDeferredBinding]
[SupportedTargetType(typeof(ServiceBusReceivedMessage))]
[SupportedTargetType(typeof(ServiceBusReceivedMessage[]))]
internal sealed class MessageConverter : IInputConverter
{
    private const int LockTokenLength = 16;

    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context) =>
        ValueTask.FromResult(
            context.Source switch
            {
                ModelBindingData one => ConversionResult.Success(Message(one)),
                CollectionModelBindingData many => ConversionResult.Success(
                    Array.ConvertAll(many.ModelBindingData, Message)
                ),
                _ => ConversionResult.Unhandled(),
            }
        );

    private static ServiceBusReceivedMessage Message(ModelBindingData data)
    {
        var bytes = data.Content.ToMemory();
        return ServiceBusReceivedMessage.FromAmqpMessage(
            AmqpAnnotatedMessage.FromBytes(BinaryData.FromBytes(bytes[LockTokenLength..])),
            BinaryData.FromBytes(bytes[..LockTokenLength])
        );
    }
}

/// <summary>Creates the actions of an invocation, which call the host that started this process.</summary>
internal sealed class MessageActionsConverter(IConfiguration configuration) : IInputConverter
{
    public ValueTask<ConversionResult> ConvertAsync(ConverterContext context)
    {
        var host = GrpcChannel.ForAddress(configuration["Functions:Worker:HostEndpoint"]!);
        return ValueTask.FromResult(ConversionResult.Success(new SettlingActions(new(host))));
    }

    private sealed class SettlingActions(Settlement.SettlementClient host) : ServiceBusMessageActions
    {
        public override async Task CompleteMessageAsync(
            ServiceBusReceivedMessage message,
            CancellationToken cancellationToken = default
        ) => await host.CompleteAsync(new() { Locktoken = message.LockToken }, cancellationToken: cancellationToken);

        public override async Task AbandonMessageAsync(
            ServiceBusReceivedMessage message,
            IDictionary<string, object>? propertiesToModify = null,
            CancellationToken cancellationToken = default
        ) => await host.AbandonAsync(new() { Locktoken = message.LockToken }, cancellationToken: cancellationToken);

        public override async Task DeadLetterMessageAsync(
            ServiceBusReceivedMessage message,
            Dictionary<string, object>? propertiesToModify = null,
            string? deadLetterReason = null,
            string? deadLetterErrorDescription = null,
            CancellationToken cancellationToken = default
        ) =>
            await host.DeadletterAsync(
                new()
                {
                    Locktoken = message.LockToken,
                    DeadletterReason = deadLetterReason,
                    DeadletterErrorDescription = deadLetterErrorDescription,
                },
                cancellationToken: cancellationToken
            );
    }
}
