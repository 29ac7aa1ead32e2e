/// What is to be done about a filing, or was.
package enum FilingMatter: String, FormWord {
    case expiring
    case void
    case renewed
}
