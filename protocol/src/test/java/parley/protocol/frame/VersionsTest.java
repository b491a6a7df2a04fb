package parley.protocol.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A gateway of version 3, which speaks 2 as well,")
class VersionsTest {
    private static final Versions SECOND_AND_THIRD = new Versions(2, 3);

    @ParameterizedTest(name = "{2}: {0}")
    @CsvSource(
            textBlock =
                    """
                    0, false, never was
                    1, false, no longer
                    2, true,  the one before
                    3, true,  its own
                    4, true,  newer; speaks the one before as well
                    """)
    @DisplayName("meets a peer whose newest is")
    void meets(int theirs, boolean meets, String why) {
        assertThat(SECOND_AND_THIRD.meet(theirs)).as(why).isEqualTo(meets);
    }

    @Test
    @DisplayName("does not speak three, nor none")
    void neighbours() {
        assertThatThrownBy(() -> new Versions(1, 3)).hasMessageStartingWith("versions: 1..3");
        assertThatThrownBy(() -> new Versions(3, 2)).hasMessageStartingWith("versions: 3..2");
        assertThatThrownBy(() -> new Versions(0, 1)).hasMessageStartingWith("versions: 0..1");
    }
}
