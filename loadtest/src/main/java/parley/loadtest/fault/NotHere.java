package parley.loadtest.fault;

import java.util.List;

/// A row that this harness cannot inject, so that the report says so.
final class NotHere implements Fault {
    private final int row;
    private final String what;
    private final String why;

    NotHere(int row, String what, String why) {
        this.row = row;
        this.what = what;
        this.why = why;
    }

    @Override
    public int row() {
        return row;
    }

    @Override
    public String what() {
        return what;
    }

    @Override
    public String obstacle() {
        return why;
    }

    @Override
    public void inject(Site site) {
        throw new IllegalStateException("row " + row + ": " + why);
    }

    @Override
    public List<Figure> judge(Evidence evidence, Window window) {
        return List.of();
    }
}
