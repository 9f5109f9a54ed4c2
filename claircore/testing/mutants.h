#ifndef CLAIRCORE_TESTING_MUTANTS_H_
#define CLAIRCORE_TESTING_MUTANTS_H_

// Private: proves that a conformance suite refuses what is wrong. A test of wrong implementations
// ("mutants") instantiates the suite with each of them, in cases named "Bad..", and with at least
// one that is right. Its main() is
//
//   int main(int argc, char** argv) { return claircore::testing_internal::RunMutants(argc, argv); }
//
// and it passes when every mutant fails at least one test of the suite and nothing else fails any.
namespace claircore::testing_internal {

// The exit code. Prints one line a case: which tests refused it.
int RunMutants(int argc, char** argv);

}  // namespace claircore::testing_internal

#endif  // CLAIRCORE_TESTING_MUTANTS_H_
