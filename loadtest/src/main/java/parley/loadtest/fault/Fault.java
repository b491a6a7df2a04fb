package parley.loadtest.fault;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;

/// One row of the fault table. What must hold of every fault is the checker's; here is what must
/// hold of this one beyond.
public interface Fault {
    /// Number of its row.
    int row();

    /// What happens, in a few words.
    String what();

    /// Makes it happen, and undoes it.
    void inject(Site site) throws IOException, InterruptedException, SQLException;

    /// What it came to, afterwards.
    List<Figure> judge(Evidence evidence, Window window);

    /// Why it cannot be injected here; empty if it can.
    default String obstacle() {
        return "";
    }
}
