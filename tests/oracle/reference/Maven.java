import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.apache.maven.artifact.versioning.ComparableVersion;

/** ComparableVersion's verdict on lines "A&lt;TAB&gt;B". */
public class Maven {
  public static void main(String[] args) throws Exception {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.ISO_8859_1));
    PrintStream out = new PrintStream(new BufferedOutputStream(System.out));
    for (String line = in.readLine(); line != null; line = in.readLine()) {
      int tab = line.indexOf('\t');
      ComparableVersion a = new ComparableVersion(line.substring(0, tab));
      int c = a.compareTo(new ComparableVersion(line.substring(tab + 1)));
      out.println(c < 0 ? "<" : c > 0 ? ">" : "=");
    }
    out.flush();
  }
}
