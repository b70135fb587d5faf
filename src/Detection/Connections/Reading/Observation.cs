using Windsock.Model.Flows;
using Windsock.Model.Identity;

namespace Windsock.Detection.Connections.Reading;

/// <summary>One flow event on its way into its connection: the sighting with what it was read from. By reference, because together
/// they are too large to copy.</summary>
internal readonly ref struct Observation
{
    private readonly ref readonly Sighting _sighting;
    private readonly ref readonly Flow _flow;
    private readonly ref readonly FlowAttribution _attribution;

    public Observation(ref readonly Sighting sighting, ref readonly Flow flow, ref readonly FlowAttribution attribution)
    {
        _sighting = ref sighting;
        _flow = ref flow;
        _attribution = ref attribution;
    }

    public ref readonly Sighting Sighting => ref _sighting;

    public ref readonly Flow Flow => ref _flow;

    public SideAttribution Client => _sighting.IsTurned ? _attribution.Server : _attribution.Client;

    public SideAttribution Server => _sighting.IsTurned ? _attribution.Client : _attribution.Server;

    public Peer ServerAsPeer => _sighting.IsTurned ? _attribution.ClientAsPeer : _attribution.ServerAsPeer;

    public Peer ClientAsPeer => _sighting.IsTurned ? _attribution.ServerAsPeer : _attribution.ClientAsPeer;
}
