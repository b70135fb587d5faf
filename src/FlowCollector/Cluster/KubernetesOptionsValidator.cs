using Microsoft.Extensions.Options;

namespace Windsock.FlowCollector.Cluster;

/// <summary>Checks the ranges written at the properties of <see cref="KubernetesOptions"/>.</summary>
[OptionsValidator]
public sealed partial class KubernetesOptionsValidator : IValidateOptions<KubernetesOptions>;
