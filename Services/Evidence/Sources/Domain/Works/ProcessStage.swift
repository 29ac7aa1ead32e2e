/// Which part of a work's making a file shows: 构思, 草稿, 修改, 定稿, 发表. Its sender states it; nothing is proven by it.
package enum ProcessStage: String, FormWord {
    case conception
    case draft
    case revision
    case final
    case publication
}
