package parley.gateway.edge.pages;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A script becomes smaller")
class SlimTest {
    @ParameterizedTest(name = "{2}")
    @CsvSource(
            delimiter = '¦',
            quoteCharacter = '\u0001',
            textBlock =
                    """
                    const a = 1; // one                     ¦ const a=1;                            ¦ no comment at the end of a line
                    /** Says. */ f(a, b);                   ¦ f(a,b);                               ¦ no comment in the middle
                    return a in b;                          ¦ return a in b;                        ¦ words stay apart
                    a + +b - -c                             ¦ a+ +b- -c                             ¦ signs stay apart
                    f('a  //  b', "c /* d")                 ¦ f('a  //  b',"c /* d")                ¦ strings stay as they are
                    f('it\\'s  a', x)                       ¦ f('it\\'s  a',x)                      ¦ with escapes in them
                    f(`a  ${ b.c( { d: 1 } ) }  // e`)      ¦ f(`a  ${b.c({d:1})}  // e`)           ¦ templates too, but for the code in them
                    x.replace(/[/ ']  \\/ "/gu, y)          ¦ x.replace(/[/ ']  \\/ "/gu,y)         ¦ regular expressions too
                    a = b / c / d                           ¦ a=b/c/d                               ¦ division is none
                    this.#first = this.#second + this.#first ¦ this.#a=this.#b+this.#a              ¦ private names are shortened, one for one
                    if (a) { f([b, c,],); } ¦ if(a){f([b,c])} ¦ no separator before a closing bracket
                    f((a) => g(a, (b) => b), async (c) => c) ¦ f(a=>g(a,b=>b),async(c)=>c) ¦ a lone parameter needs no brackets
                    async #run() { }                        ¦ async#a(){}                           ¦ where they are declared too
                    f('#first', `#second ${this.#third}`)   ¦ f('#first',`#second ${this.#a}`)      ¦ but not in strings
                    return true ? false : !true;            ¦ return!0?!1:!!0;                      ¦ truth is said in two letters
                    f({ true: 1, a: true }, x.false, trueish, 'true') ¦ f({true:1,a:!0},x.false,trueish,'true') ¦ but not where it is a name
                    """)
    @DisplayName("and means the same")
    void slim(String script, String expected, String why) {
        assertThat(Slim.script(script)).as(why).isEqualTo(expected);
    }
}
