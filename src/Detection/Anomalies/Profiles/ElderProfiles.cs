using Windsock.Model.State;

namespace Windsock.Detection.Anomalies.Profiles;

/// <summary>What agents on other nodes have learned: of each task the profile that has seen the most runs. Not changed any more.</summary>
internal sealed class ElderProfiles
{
    public static readonly ElderProfiles None = new();

    private readonly Dictionary<ProfileKey, TaskProfile> _profiles = [];

    public TaskProfile? Find(ProfileKey key) => _profiles.GetValueOrDefault(key);

    /// <param name="self">Whose own profiles are left out.</param>
    public static ElderProfiles Read(IStateStore store, string self)
    {
        var elders = new ElderProfiles();
        foreach (var (name, content) in store.ReadAll(ProfileNames.Prefix))
        {
            if (!ProfileNames.IsOf(name, self))
            {
                elders.TakeIn(content);
            }
        }

        return elders;
    }

    /// <summary>What another version has written is not for us to set aside.</summary>
    private void TakeIn(byte[] content)
    {
        try
        {
            foreach (var profile in ProfileJson.Read(content))
            {
                if (!_profiles.TryGetValue(profile.Key, out var known) || known.Runs < profile.Runs)
                {
                    _profiles[profile.Key] = profile;
                }
            }
        }
        catch (FormatException)
        {
        }
    }
}
