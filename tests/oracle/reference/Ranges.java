import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.maven.artifact.versioning.DefaultArtifactVersion;
import org.apache.maven.artifact.versioning.InvalidVersionSpecificationException;
import org.apache.maven.artifact.versioning.VersionRange;

/** Maven's VersionRange.containsVersion on lines "RANGE&lt;TAB&gt;VERSION". */
public class Ranges {
  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1));
    PrintStream out = new PrintStream(new BufferedOutputStream(System.out));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      int tab = line.indexOf('\t');
      try {
        VersionRange range = VersionRange.createFromVersionSpec(line.substring(0, tab));
        DefaultArtifactVersion version = new DefaultArtifactVersion(line.substring(tab + 1));
        out.println(range.containsVersion(version) ? "1" : "0");
      } catch (InvalidVersionSpecificationException e) {
        out.println("!");
      }
    }
    out.flush();
  }
}
