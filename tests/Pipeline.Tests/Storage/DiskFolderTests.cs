using System.Text;
using Windsock.Pipeline.Storage;

namespace Windsock.Pipeline.Tests.Storage;

public class DiskFolderTests
{
    [Fact]
    public void A_replaced_file_has_the_new_content_is_for_its_owner_only_and_leaves_nothing_beside_it()
    {
        using var temp = new TempFolder();
        var folder = new DiskFolder(Path.Join(temp.Path, "deep", "down"));
        folder.Create();

        folder.Replace("a", "old and long"u8);
        folder.Replace("a", "new"u8);

        Assert.Equal("new", Encoding.UTF8.GetString(folder.Read("a", 100)!));
        Assert.Equal(["a"], folder.Names());
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Path.Join(folder.Path, "a")));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(folder.Path));
        }
    }

    [Fact]
    public void A_file_is_appended_to_where_it_ends_and_cut_where_it_is_told()
    {
        using var temp = new TempFolder();
        var folder = new DiskFolder(temp.Path);
        using (var file = folder.Append("log", isNew: true))
        {
            file.Write("one "u8);
            file.Flush();
        }

        using (var file = folder.Append("log", isNew: false))
        {
            file.Write("two "u8);
            Assert.Equal(8, file.Length);
        }

        folder.Truncate("log", 5);
        folder.Flush();

        Assert.Equal("one t", Encoding.UTF8.GetString(folder.Read("log", 100)!));
        Assert.Throws<IOException>(() => folder.Append("log", isNew: true));
        Assert.Throws<IOException>(() => folder.Read("log", 4));
        Assert.Null(folder.Read("absent", 4));
    }

    [Fact]
    public void A_lock_is_held_by_one_and_given_back()
    {
        using var temp = new TempFolder();
        var folder = new DiskFolder(temp.Path);

        using (var first = folder.TryLock("lock"))
        {
            Assert.NotNull(first);
            Assert.Null(folder.TryLock("lock"));
        }

        using var second = folder.TryLock("lock");
        Assert.NotNull(second);
    }

    [Fact]
    public void A_directory_that_is_not_there_is_a_failure_of_the_disk()
    {
        var folder = new DiskFolder("/proc/no/such/place");

        Assert.True(StorageFailure.Is(Record.Exception(folder.Create)!));
        Assert.True(StorageFailure.Is(Record.Exception(folder.Flush)!));
    }

    [Fact]
    public void The_checksum_is_that_of_the_standard()
    {
        Assert.Equal(0xE3069283u, Crc32C.Of("123456789"u8));
        Assert.Equal(0x8A9136AAu, Crc32C.Of(new byte[32]));
    }
}
